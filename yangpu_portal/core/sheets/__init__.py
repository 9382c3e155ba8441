"""Tables that leave the portal: as Excel (`workbook`) and CSV (`delimited`), from typed cells (`cells`)."""
