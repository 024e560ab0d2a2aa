"""Publishing and interpreting: columns, policy documents and what explains them."""
