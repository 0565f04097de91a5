"""The back office of the network, in three parts."""

from partners.admin import directory, network, people

__all__ = ["directory", "network", "people"]
