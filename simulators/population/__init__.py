"""CSDL dân cư, hộ tịch mô phỏng: answers match, no_match, none, insufficient over HTTP; can be told to fail."""
