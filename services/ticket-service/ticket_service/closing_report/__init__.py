"""The closing report (办结报告): written, examined, signed, sent."""
