"""The assistant: a question in, looked-up things and a cited answer out."""
