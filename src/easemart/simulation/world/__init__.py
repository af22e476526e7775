"""The world that is simulated: who there is, what happens to them, and the files their vendors deliver."""
