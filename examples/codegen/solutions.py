"""A solution of every task, by which the tests are tested. maspo never sees this file."""


def clamp(x, low, high):
    return max(low, min(x, high))


def count_vowels(text):
    return sum(c in 'aeiou' for c in text.lower())


def is_palindrome(text):
    s = [c for c in text.lower() if c.isalnum()]
    return s == s[::-1]


def second_largest(numbers):
    s = sorted(set(numbers))
    return s[-2] if len(s) > 1 else None


def reverse_words(sentence):
    return ' '.join(sentence.split()[::-1])


def fizz(n):
    return ('fizz' * (n % 3 == 0) + 'buzz' * (n % 5 == 0)) or str(n)


def digit_sum(n):
    return sum(int(d) for d in str(abs(n)))


def running_total(numbers):
    out, s = [], 0
    for x in numbers:
        s += x
        out.append(s)
    return out


def remove_duplicates(items):
    return list(dict.fromkeys(items))


def longest_word(sentence):
    return max(sentence.split(), key=len, default='')


def is_leap_year(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def caesar(text, shift):
    return ''.join(chr((ord(c) - 97 + shift) % 26 + 97) if 'a' <= c <= 'z' else c for c in text)


def flatten(items):
    out = []
    for x in items:
        out.extend(flatten(x) if isinstance(x, list) else [x])
    return out


def chunks(items, size):
    return [items[i:i + size] for i in range(0, len(items), size)]


def word_counts(text):
    out = {}
    for w in text.lower().split():
        out[w] = out.get(w, 0) + 1
    return out


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))


def primes_below(n):
    return [k for k in range(2, n) if all(k % d for d in range(2, int(k ** 0.5) + 1))]


def fibonacci(n):
    out, a, b = [], 0, 1
    for _ in range(n):
        out.append(a)
        a, b = b, a + b
    return out


def factorial(n):
    if n < 0:
        return None
    out = 1
    for k in range(2, n + 1):
        out *= k
    return out


def median(numbers):
    s = sorted(numbers)
    n = len(s)
    if n == 0:
        return None
    return s[n // 2] if n % 2 else (s[n // 2 - 1] + s[n // 2]) / 2


def mode(items):
    return max(items, key=items.count, default=None)


def transpose(rows):
    return [list(r) for r in zip(*rows)]


def rotate(items, steps):
    if not items:
        return []
    k = steps % len(items)
    return items[len(items) - k:] + items[:len(items) - k]


def merge_sorted(a, b):
    return sorted(a + b)


def common_prefix(words):
    out = ''
    for cs in zip(*words):
        if len(set(cs)) > 1:
            break
        out += cs[0]
    return out


def are_anagrams(a, b):
    f = lambda s: sorted(s.lower().replace(' ', ''))
    return f(a) == f(b)


def title_case(text):
    return ' '.join(w.capitalize() for w in text.split(' '))


def to_binary(n):
    return bin(n)[2:]


def from_roman(text):
    v = dict(I=1, V=5, X=10, L=50, C=100, D=500, M=1000)
    n = [v[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(n, n[1:] + [0]))


def to_roman(n):
    out = ''
    for v, s in ((1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):
        while n >= v:
            out += s
            n -= v
    return out


def balanced(text):
    pairs, stack = {')': '(', ']': '[', '}': '{'}, []
    for c in text:
        if c in '([{':
            stack.append(c)
        elif c in pairs and (not stack or stack.pop() != pairs[c]):
            return False
    return not stack


def run_length(text):
    out, i = '', 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out += text[i] + str(j - i)
        i = j
    return out


def expand(text):
    return ''.join(text[i] * int(text[i + 1]) for i in range(0, len(text), 2))


def pairs_with_sum(numbers, total):
    n = len(numbers)
    return sum(numbers[i] + numbers[j] == total for i in range(n) for j in range(i + 1, n))


def max_profit(prices):
    best, low = 0, float('inf')
    for p in prices:
        low = min(low, p)
        best = max(best, p - low)
    return best


def largest_run(numbers):
    best = now = numbers[0]
    for x in numbers[1:]:
        now = max(x, now + x)
        best = max(best, now)
    return best


def move_zeros(numbers):
    rest = [x for x in numbers if x != 0]
    return rest + [0] * (len(numbers) - len(rest))


def missing_number(numbers):
    n = len(numbers)
    return n * (n + 1) // 2 - sum(numbers)


def count_in_range(numbers, low, high):
    return sum(low <= x < high for x in numbers)


def initials(name):
    return ''.join(p[0].upper() + '.' for p in name.split())


def snake_case(text):
    return ''.join(('_' if i and c.isupper() else '') + c.lower() for i, c in enumerate(text))


def camel_case(text):
    a, *rest = text.split('_')
    return a + ''.join(p.capitalize() for p in rest)


def seconds_to_clock(seconds):
    return '%02d:%02d:%02d' % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def clock_to_minutes(clock):
    h, m = clock.split(':')
    return int(h) * 60 + int(m)


def mask(card):
    return '*' * (len(card) - 4) + card[-4:] if len(card) > 4 else card


def invert(mapping):
    return {v: k for k, v in mapping.items()}


def group_by_length(words):
    out = {}
    for w in words:
        out.setdefault(str(len(w)), []).append(w)
    return out


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def percent(part, whole):
    return round(100 * part / whole, 1) if whole else 0


def nth_weekday(day, steps):
    names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
    return names[(day + steps) % 7]


def collatz_steps(n):
    k = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        k += 1
    return k


def perfect_squares(n):
    out, k = [], 1
    while k * k <= n:
        out.append(k * k)
        k += 1
    return out


def divisors(n):
    return [d for d in range(1, n + 1) if n % d == 0]


def interleave(a, b):
    out = []
    for i in range(max(len(a), len(b))):
        out += a[i:i + 1] + b[i:i + 1]
    return out


def diagonal_sum(rows):
    return sum(r[i] for i, r in enumerate(rows))


def spiral(rows):
    out, rows = [], [list(r) for r in rows]
    while rows:
        out += rows[0]
        rows = [list(r) for r in zip(*rows[1:])][::-1]
    return out


def evaluate(tokens):
    stack = []
    for t in tokens:
        if t in ('+', '-', '*'):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if t == '+' else a - b if t == '-' else a * b)
        else:
            stack.append(int(t))
    return stack[0]


def binary_search(numbers, target):
    return numbers.index(target) if target in numbers else -1


def stairs(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def coins(amount):
    k = 0
    for c in (25, 10, 5, 1):
        k += amount // c
        amount %= c
    return k


def first_unique(text):
    return next((c for c in text if text.count(c) == 1), '')


def longest_increasing(numbers):
    best = now = 0
    for i, x in enumerate(numbers):
        now = now + 1 if i and x > numbers[i - 1] else 1
        best = max(best, now)
    return best


def parse_pairs(text):
    return {k: int(v) for k, v in (p.split('=') for p in text.split(';') if p)}


def count_islands(rows):
    seen, n = set(), 0
    def visit(i, j):
        if 0 <= i < len(rows) and 0 <= j < len(rows[i]) and rows[i][j] and (i, j) not in seen:
            seen.add((i, j))
            for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                visit(i + a, j + b)
    for i in range(len(rows)):
        for j in range(len(rows[i])):
            if rows[i][j] and (i, j) not in seen:
                n += 1
                visit(i, j)
    return n


def hamming(a, b):
    return sum(x != y for x, y in zip(a, b)) if len(a) == len(b) else -1
