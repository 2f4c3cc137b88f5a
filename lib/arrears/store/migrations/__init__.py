"""Alembic's migrations of a store's schema; they travel in the package and run when a store is opened."""
