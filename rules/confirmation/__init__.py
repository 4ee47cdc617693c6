"""Rules about confirmation: a parcel is signed for, and its customer has yet to say how it came."""
