"""What can be set for policy-service: the portal and its column with policies, as the page tags name them."""

from pydantic import Field

from gongkai.settings import Settings


class PolicySettings(Settings):
    """Without any, the bureau's portal and its column 政策文件."""

    site_name: str = Field("上海市市场监督管理局", description="Page tag SiteName of the portal")
    site_domain: str = Field(default="", description="Page tag SiteDomain; empty: not told, and said to be missing")
    site_id_code: str = Field(default="", description="Page tag SiteIDCode, ten characters; empty: as above")
    column_name: str = Field(default="政策文件", description="Page tag ColumnName of the column with policies")
    column_description: str = Field("主动公开的政策文件及其解读", description="Page tag ColumnDescription")
    column_keywords: str = Field(default="政策文件,政策解读,政务公开", description="Page tag ColumnKeywords")
    column_type: str = Field(default="政策文件", description="Page tag ColumnType")
