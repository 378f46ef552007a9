"""Expressions over answers: checked, evaluated the same on server and phone, and told in words."""
