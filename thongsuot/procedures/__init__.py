"""Danh mục thủ tục hành chính: the dated catalogue of procedures, their e-forms, fees and internal processes.

Used by dossiers (which version, what is asked for, how long, who does what) and by the public pages under /thu-tuc/.
"""
