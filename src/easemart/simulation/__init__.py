"""Made-up companies' feeds, for a first run and for tests."""
