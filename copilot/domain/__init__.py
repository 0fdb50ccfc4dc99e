"""The words of the trade. No I/O."""
