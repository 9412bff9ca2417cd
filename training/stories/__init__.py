"""What the grouping of articles into stories has learnt: in how many news stories each word comes."""
