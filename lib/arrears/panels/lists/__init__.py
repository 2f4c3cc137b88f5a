"""What each column of a bank's export means 导入字段."""
