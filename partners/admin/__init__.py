"""The back office of the network, in two parts."""

from partners.admin import directory, network

__all__ = ["directory", "network"]
