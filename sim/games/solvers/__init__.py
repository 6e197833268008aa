"""Solvers of finite games, one file each; they know trees and matrices, not which game they solve."""
