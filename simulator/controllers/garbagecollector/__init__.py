"""Owner references: what is deleted with its owner, what is kept, and what an owner waits for."""
