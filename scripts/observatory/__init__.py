"""The observatory of Viet Nam's image: checked data packages in, a bilingual public site out."""

__version__ = "0.1.0"
