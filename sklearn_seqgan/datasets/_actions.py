"""Actions of one person, as angles over time.

An action is a function of `t`, its progress at each frame, 0 to 1, and of `cycles`, the number of
repetitions, both of shape (N,). It returns a list of moves. A move is a weight, 0 to 1, and the angles (or
lengths) of ``_kinematics.LIMITS`` towards which the body is pulled by that weight, from wherever it is; later
moves act on the result of earlier ones. One-sided actions are done with the right. To add an action, write
its function and name it in ``ACTIONS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np


def right(**angles):
    return {f"{name}_right": angle for name, angle in angles.items()}


def left(**angles):
    return {f"{name}_left": angle for name, angle in angles.items()}


def both(**angles):
    return left(**angles) | right(**angles)


def rise(t, start, end):
    """0 until the start, 1 from the end on, smooth."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip((t - start) / (end - start), 0, 1))


def hold(t, start=0.0, up=0.25, down=0.75, end=1.0):
    return rise(t, start, up) - rise(t, down, end)


def pulse(t, start, peak, end):
    return hold(t, start, peak, peak, end)


def beat(t, cycles):
    """−1 to 1 and back in each cycle, from 0."""
    return np.sin(2 * np.pi * cycles * t)


def opening(t, cycles):
    """0 to 1 and back in each cycle."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * cycles * t)


def flight(t, start, end):
    """0 to 1 and back on a parabola."""
    u = np.clip((t - start) / (end - start), 0, 1)
    return 4 * u * (1 - u)


def backwards(action):
    """The same action as a film run backwards."""
    return lambda t, cycles: action(1 - t, cycles)


def wave(t, cycles):
    return [(hold(t), right(shoulder=85, plane=30, twist=-80, elbow=80 + 30 * beat(t, cycles)))]


def clap(t, cycles):
    apart = opening(t, cycles + 1)
    return [(hold(t), both(shoulder=45, plane=75, twist=38 - 45 * apart, elbow=75))]


def kick(t, cycles):
    return [
        (hold(t, 0, 0.3, 0.6, 1), left(shoulder=40, plane=60) | {"bend": 5}),
        (pulse(t, 0, 0.3, 0.5), right(hip=-20, knee=70, ankle=-20)),
        (pulse(t, 0.3, 0.55, 1), right(hip=80, knee=8, ankle=-10)),
    ]


def sit_down(t, cycles):
    return [
        (pulse(t, 0, 0.5, 1), {"bend": 40} | both(shoulder=25, plane=80)),
        (rise(t, 0.1, 0.9), both(hip=88, knee=88)),
    ]


def jump(t, cycles):
    crouch = both(hip=55, knee=70, ankle=15) | {"bend": 25}
    return [
        (hold(t, 0, 0.25, 0.25, 0.45), both(shoulder=35, plane=-45)),
        (pulse(t, 0, 0.25, 0.4), crouch),
        (hold(t, 0.25, 0.45, 0.6, 0.95), both(shoulder=140, plane=85)),
        (flight(t, 0.35, 0.7), both(ankle=-35) | {"lift": 0.35}),
        (pulse(t, 0.65, 0.8, 1), crouch),
    ]


def hop(t, cycles):
    up = np.abs(beat(t, cycles / 2))
    return [
        (hold(t, 0, 0.15, 0.85, 1), left(hip=35, knee=80) | both(shoulder=40, plane=20)),
        (hold(t, 0, 0.15, 0.85, 1), right(hip=25 - 25 * up, knee=30 - 30 * up, ankle=10 - 35 * up)),
        (hold(t, 0.1, 0.2, 0.8, 0.9), {"lift": 0.15 * up}),
    ]


def bow(t, cycles):
    down = hold(t, 0, 0.4, 0.6, 1)
    return [(down, {"bend": 50, "lean": 25, "nod": 20} | both(hip=25, shoulder=20, plane=80))]


def throw(t, cycles):
    return [
        (hold(t, 0, 0.4, 0.4, 0.7), {"waist_twist": 25} | left(shoulder=50, plane=75)),
        (hold(t, 0, 0.35, 0.6, 1), right(shoulder=95, plane=0, twist=-85, elbow=100)),
        (hold(t, 0.4, 0.6, 0.65, 1), right(shoulder=95, plane=95, twist=0, elbow=10)),
        (pulse(t, 0.4, 0.65, 1), {"waist_twist": -20, "bend": 20}),
    ]


def punch(t, cycles):
    jab = np.maximum(beat(t, cycles), 0) * hold(t, 0.1, 0.2, 0.8, 0.9)
    return [
        (hold(t, 0, 0.15, 0.85, 1), both(shoulder=30, plane=75, twist=25, elbow=130)),
        (jab, right(shoulder=88, plane=98, elbow=5, twist=10) | {"waist_twist": -20}),
    ]


def push(t, cycles):
    return [
        (rise(t, 0, 0.35), both(shoulder=28, plane=40, twist=0, elbow=135)),
        (rise(t, 0.4, 0.9), both(shoulder=85, plane=88, elbow=8, wrist=50) | {"bend": 12}),
    ]


def raise_arms(t, cycles):
    return [(rise(t, 0.1, 0.9), both(shoulder=165, plane=20, elbow=8))]


def squat(t, cycles):
    return [
        (hold(t, 0, 0.4, 0.6, 1), both(hip=95, knee=110, ankle=15, spread=10) | {"bend": 30}),
        (hold(t, 0, 0.4, 0.6, 1), both(shoulder=80, plane=85, elbow=10)),
    ]


def march(t, cycles):
    on = hold(t, 0, 0.1, 0.9, 1)
    r_up, l_up = np.maximum(beat(t, cycles), 0), np.maximum(-beat(t, cycles), 0)
    return [
        (on, right(hip=60 * r_up, knee=85 * r_up) | left(hip=60 * l_up, knee=85 * l_up)),
        (on, right(shoulder=5 + 35 * l_up) | left(shoulder=5 + 35 * r_up) | both(plane=80, elbow=35)),
    ]


def point(t, cycles):
    return [(hold(t), right(shoulder=88, plane=70, elbow=5))]


def drink(t, cycles):
    sip = opening(t, np.maximum(cycles - 1, 1))
    return [(hold(t), right(shoulder=35 + 25 * sip, plane=88, twist=40, elbow=130) | {"nod": -20 * sip})]


def phone_call(t, cycles):
    return [(hold(t, 0, 0.2, 0.9, 1), right(shoulder=75, plane=80, twist=5, elbow=147) | {"head_tilt": 12})]


def salute(t, cycles):
    return [(hold(t, 0, 0.2, 0.8, 1), right(shoulder=90, plane=75, twist=0, elbow=125))]


def nod(t, cycles):
    return [(hold(t, 0, 0.1, 0.9, 1), {"nod": 12 + 28 * beat(t, cycles)})]


def shake_head(t, cycles):
    return [(hold(t, 0, 0.1, 0.9, 1), {"head_turn": 60 * beat(t, cycles)})]


def step_aside(t, cycles):
    return [
        (rise(t, 0.05, 0.95), {"shift": 0.5}),
        (pulse(t, 0, 0.35, 0.6), right(spread=28, knee=15)),
        (pulse(t, 0.3, 0.6, 1), left(spread=28, knee=5)),
    ]


def stretch(t, cycles):
    arms = both(shoulder=170, plane=40, elbow=10)
    return [(hold(t, 0, 0.4, 0.7, 1), arms | both(ankle=-30) | {"bend": -15, "nod": -25})]


def bend_aside(t, cycles):
    over = hold(t, 0, 0.4, 0.6, 1)
    return [
        (over, {"side_bend": 33, "head_tilt": 15}),
        (over, left(shoulder=160, plane=5, elbow=15) | right(shoulder=30, plane=5)),
    ]


def pick_up(t, cycles):
    low = pulse(t, 0, 0.45, 0.9)
    return [
        (low, {"bend": 60, "lean": 30} | both(hip=100, knee=105, ankle=20)),
        (low, left(shoulder=55, plane=80) | right(shoulder=75, plane=80, elbow=5)),
        (rise(t, 0.6, 1), right(shoulder=25, plane=60, elbow=110)),
    ]


def jumping_jack(t, cycles):
    apart = opening(t, cycles)
    return [
        (apart, both(shoulder=155, plane=5, elbow=8, spread=24)),
        (hold(t, 0, 0.1, 0.9, 1), {"lift": 0.1 * opening(t, 2 * cycles)}),
    ]


def lunge(t, cycles):
    down = hold(t, 0, 0.4, 0.6, 1)
    return [(down, right(hip=75, knee=75) | left(hip=-20, knee=60, ankle=-30) | {"bend": 10})]


ACTIONS = {
    "wave": wave,
    "clap": clap,
    "kick": kick,
    "sit down": sit_down,
    "stand up": backwards(sit_down),
    "jump": jump,
    "hop": hop,
    "bow": bow,
    "throw": throw,
    "catch": backwards(throw),
    "punch": punch,
    "push": push,
    "pull": backwards(push),
    "raise arms": raise_arms,
    "lower arms": backwards(raise_arms),
    "squat": squat,
    "march": march,
    "point": point,
    "drink": drink,
    "phone call": phone_call,
    "salute": salute,
    "nod": nod,
    "shake head": shake_head,
    "step aside": step_aside,
    "stretch": stretch,
    "bend aside": bend_aside,
    "pick up": pick_up,
    "put down": backwards(pick_up),
    "jumping jack": jumping_jack,
    "lunge": lunge,
}
"""Name -> function of progress and number of cycles that gives the moves."""
