"""FORMAT_MODULE_PATH = "thai.formats" points Django here; see th/formats.py for why."""
