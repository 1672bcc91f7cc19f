"""What the screens show: plain functions that return SQL or values, nothing written."""
