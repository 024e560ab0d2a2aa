"""Sites run on other machines: a parcel goes out, what one month added to the database comes back."""
