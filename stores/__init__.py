"""Who and where: the tenant, its regions and stores, the shelves in them, and the staff."""
