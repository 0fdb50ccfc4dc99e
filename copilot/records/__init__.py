"""What the shop keeps: SQLModel rows and the questions asked of them."""
