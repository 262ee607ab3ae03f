"""Write, agree, freeze and amend a convention."""
