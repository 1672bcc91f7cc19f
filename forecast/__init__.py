"""What will be: plain functions over NumPy arrays, which know nothing of Odoo."""
