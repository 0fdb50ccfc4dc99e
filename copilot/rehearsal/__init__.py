"""Practice: a simulated client with a comfort level, and the mark at the end. Nothing here can reach a real client."""
