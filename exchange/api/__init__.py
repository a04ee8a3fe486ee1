"""The API: the register, inspections and plans for machines, by the permissions and reads of the pages."""
