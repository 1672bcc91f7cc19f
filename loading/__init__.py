"""Loads a file of orders into a database.

`checking` reads a CSV file and says what is wrong with it: plain Python.
`storing` writes a file without faults into the database: set-based SQL.
"""
