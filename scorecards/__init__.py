"""How a store is doing: inspection scores and store scores, each able to explain itself."""
