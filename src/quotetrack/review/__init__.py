"""Review by people in a real Label Studio: push, pull, status, and what the reviews teach.

`drawing`, `regions` and `conversion` are pure: a document's quotes become a page's regions, and what
a person left on the page becomes reviews. `client` speaks with the server and makes one clear line of
whatever goes wrong there; `pushing`, `pulling` and `status` put both ends together.
"""
