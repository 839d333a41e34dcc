"""What a proposed change of the data does to the published figures: values, scores, ranks, verdicts, and how severe."""
