"""Messages of the national platform 我为政府网站找错, as the office exports them: in, kept, out."""
