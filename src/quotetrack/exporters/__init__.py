"""The claims database as files for other programs."""
