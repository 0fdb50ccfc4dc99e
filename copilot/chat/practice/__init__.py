"""Practice on the page: a scenario is chosen, played with a simulated client, and its mark read; a trainer writes and follows."""
