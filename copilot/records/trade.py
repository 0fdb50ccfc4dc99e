"""What the house sells and what clients bought. Amounts are whole minor units of their currency."""

from datetime import date

from sqlmodel import BigInteger, Field, SQLModel


class Product(SQLModel, table=True):
    """One thing the house makes."""

    __tablename__ = "product"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    name: str
    category: str = Field(default="", index=True)
    collection: str = ""
    material: str = ""
    colour: str = ""
    sizes: str = Field(default="", description="Separated by |")
    price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = "EUR"
    arrived_on: date | None = Field(default=None, description="In the future: expected.")
    description: str = ""


class Stock(SQLModel, table=True):
    """How many of a product a store holds; its price and arrival there, where they differ."""

    __tablename__ = "stock"
    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    store_id: int = Field(foreign_key="store.id", index=True)
    quantity: int = 0
    price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = ""
    arrived_on: date | None = None


class Purchase(SQLModel, table=True):
    """One visit to the till."""

    __tablename__ = "purchase"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    store_id: int = Field(foreign_key="store.id")
    associate_id: int | None = Field(default=None, foreign_key="user.id")
    purchased_on: date = Field(index=True)
    currency: str


class PurchaseLine(SQLModel, table=True):
    """One article on a receipt. A gift's receiver is never guessed: it stands there only when it was said."""

    __tablename__ = "purchase_line"
    id: int | None = Field(default=None, primary_key=True)
    purchase_id: int = Field(foreign_key="purchase.id", index=True)
    line: int
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    description: str = ""
    size: str = ""
    quantity: int = 1
    paid: int = Field(default=0, sa_type=BigInteger, description="For the whole line, after discount.")
    discount: int = Field(default=0, sa_type=BigInteger)
    gift_for: str = ""
    returned_on: date | None = None
