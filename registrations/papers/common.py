"""What the papers of an application share."""

# While the office has not filled in its own name.
OFFICE = "สำนักงานพัฒนาชุมชนจังหวัด"
