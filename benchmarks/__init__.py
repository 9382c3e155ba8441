"""How well and how fast the portal does what it does, each one command."""
