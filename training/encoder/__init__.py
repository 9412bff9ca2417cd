"""The recipe of a pretrained encoder with heads for names, tags, trees and sentence begins. Needs PyTorch; never installed with copydesk."""
