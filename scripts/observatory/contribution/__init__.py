"""What is sent to us, as a pull request or through the issue form: what it may touch, and what is answered."""
