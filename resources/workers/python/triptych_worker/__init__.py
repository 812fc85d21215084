"""Triptych's Python worker. Start with calls.py; nothing here is for a user's function to import."""
