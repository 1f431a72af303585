"""The screen: it draws the values that `linkage` answers with, and works nothing out by itself."""
