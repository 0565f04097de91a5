"""What the suite runs under; loaded before the settings are read (see pyproject.toml)."""

import os

os.environ["SECRET_KEY"] = "only-for-tests-and-never-anywhere-else-0123456789"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DEMO"] = "0"
os.environ["DEBUG"] = "1"  # plain http in the test client; the production answers have tests apart
