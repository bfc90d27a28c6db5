"""The policy (政策文件): the dossier that three people sign, its states and validity."""
