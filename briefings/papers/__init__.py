"""What the papers of a meeting say: invitation, letter to those absent, minutes."""
