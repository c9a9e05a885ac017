import json
import os
from datetime import datetime


def loadOrders(path):
    try:
        with open(path) as file:
            return json.load(file)
    except:
        print("could not read", path)
        return []


class order_book:
    def __init__(self, orders):
        self.orders = orders

    def total(self, country):
        total = 0
        for Order in self.orders:
            try:
                total += Order["price"] * Order["quantity"]
            except KeyError:
                pass
        if country == "DE":
            return total * 1.19
        if country == "FR":
            return total * 1.2
        return total


def ship(orders, now: datetime):
    for order in orders:
        if order["weight"] > 31.5:
            print("too heavy:", order)
            continue
        order["shipped"] = now
