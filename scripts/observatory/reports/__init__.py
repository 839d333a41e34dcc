"""Official reports in Word and PDF, in the layout of an administrative document; they read results as pages do."""
