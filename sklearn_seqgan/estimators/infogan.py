"""Semi-supervised Wasserstein InfoGAN as a scikit-learn classifier."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect
import numbers
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._adversarial import AdversarialClassifierMixin
from sklearn_seqgan.estimators._files import NetworkFileMixin
from sklearn_seqgan.estimators._grouped import GroupedFitMixin
from sklearn_seqgan.estimators._latents import LatentMixin
from sklearn_seqgan.estimators._novelty import NoveltyMixin
from sklearn_seqgan.estimators._points import PointsMixin
from sklearn_seqgan.estimators._sampling import SamplingMixin
from sklearn_seqgan.networks.trunks.design import Block, Design
from sklearn_seqgan.systems import INFOGANS
from sklearn_seqgan.typing import ArrayLike, FilePath, Marker, RandomStateLike

__all__ = ["SemiSupervisedInfoGANClassifier"]


class SemiSupervisedInfoGANClassifier(
    ClassNamePrefixFeaturesOutMixin,
    NoveltyMixin,
    PointsMixin,
    GroupedFitMixin,
    AdversarialClassifierMixin,
    SamplingMixin,
    LatentMixin,
    ClassifierMixin,
    BaseEstimator,
):
    """Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.

    It has a generator, a critic and an encoder (Wasserstein InfoGAN with spectral norm). Labelled rows tie
    the encoder's code to the classes; an information term on real sequences ties it to the clusters of all
    sequences. By default trunk and encoder are those of `SemiSupervisedRocketClassifier`, and predictions are
    bit-identical to that classifier's. Generator and critic give `sample` and `score_samples`. The generator
    is trained in two stages: first it learns to reconstruct training sequences, as the decoder of a
    variational autoencoder (`reconstruction_steps`), then to satisfy the critic as well (`max_steps`). If you
    set a parameter that the chosen trunk does not use, a warning says that it has no effect.

    Parameters
    ----------
    generator : {"autoregressive", "recurrent"}, default="autoregressive"
        A GRU that is fed its own output, the noise and the code (the paper's eq. 6), or only noise and code.
    generator_units : int, default=192
        Size of the generator's hidden state.
    generator_layers : int, default=1
        GRU layers of the generator.
    time_input : bool, default=True
        Whether the autoregressive generator knows its position in the sequence and the length of the
        sequence: f_t = [u, l / l_max, sin kπu, cos kπu; k = 1..8] with u = t / (l − 1). The paper's does not.
    initial_state : bool, default=True
        Whether code and noise set the first state of the autoregressive generator, h_0 = softsign(W_0 [z, c]
        + b_0). In the paper h_0 = 0.
    noise_dim : int, default=32
        Dimensions of the noise z.
    noise_prior : {"uniform", "normal"}, default="normal"
        z ~ U[0, 1] or N(0, 1). After a reconstruction stage z is drawn around the latents of training
        sequences instead.
    n_codes : int, default=None
        Number of categories of the code c, at least the number of classes. None: one per class. Required if
        no row has a label; the classes are then the codes.
    n_continuous_codes : int, default=0
        Number of continuous codes in [−1, 1] beside the category, for variation within a class. After a
        reconstruction stage they are the principal axes of the latents within classes, the longest first.
        Without that stage they are learnt from generated sequences, c ~ U[−1, 1] with a Gaussian posterior,
        with weight `information_weight`.
    code_prior : {"empirical", "smoothed", "uniform", "estimated"} or array-like of shape (n_codes,), \
default="empirical"
        The prior p(c). "empirical": proportional to the number of labelled rows of each class plus one;
        "uniform": the same for every code (as in the paper); "smoothed": the mean of both, for labels chosen
        by `annotation.suggest`; "estimated": from the unlabelled rows, where some classes were labelled more
        readily than others (only with ``trunk="random-convolution"``). An array gives the probabilities in
        the order of the sorted classes. Unlabelled rows get codes in these proportions.
    length_prior : {"beta", "empirical", "beta-by-class", "empirical-by-class"}, \
default="empirical-by-class"
        Lengths of generated sequences: from a Beta distribution fitted to the lengths of the training
        sequences, or drawn from these. The -by-class variants fit each class on its labelled rows, smoothed
        by one pseudo-observation from the overall prior.
    trunk : {"random-convolution", "conv"}, default="random-convolution"
        Features for the encoder, and for the critic if `critic` is "trunk": some 25,000 fixed random
        convolutions (after MiniRocket), or the paper's convolutions, trained together with encoder and
        critic.
    filters : int, default=64
        Filters of each convolution of the "conv" trunk.
    kernel_size : int, default=5
        Steps that one of these filters covers.
    n_conv_layers : int, default=2
        Convolutions in the "conv" trunk.
    hidden_units : int, default=64
        Units of the dense layer of a critic on the trunk, and of an encoder on a "conv" trunk.
    share_trunk : bool, default=False
        With a "conv" trunk and a critic on it: whether the encoder shares the critic's convolutions, as in
        the paper, or has its own, without spectral norm.
    critic : {"sequence", "trunk"}, default="sequence"
        The critic's network. "sequence": its own convolutions on [x, 4 Δx, l / l_max] at 64 time steps, given
        the code, D(x, c). "trunk": a head on the trunk that does not know the code, as in the paper.
    loss : {"wasserstein", "jensen-shannon", "hinge"}, default="wasserstein"
        Loss of critic and generator: the paper's eq. 2, its eq. 1 in the non-saturating form, or the hinge
        loss.
    lipschitz : {"spectral-norm", "gradient-penalty", "weight-clipping", "none"}, default="spectral-norm"
        How the critic's slope is bounded. "none" is only for losses other than "wasserstein".
    penalty_weight : float, default=10.0
        Weight of the gradient penalty.
    clip_bound : float, default=0.01
        Largest absolute weight of the critic with "weight-clipping".
    information_weight : float, default=0.0
        λ_I of CE(E(G(c, z)), c) for the generator. The reconstruction stage and a critic that knows the code
        already tie sequences to codes. Without both, use about 1, as in the paper.
    encoder_information_weight : float, default=0.0
        λ_E of the same term for the encoder; the paper has λ_E = λ_I. With few labels, generated sequences
        then outvote the labelled ones, since each step has a fresh batch of them, and the codes drift away
        from the classes. With random convolutions: the weight of each generated sequence when the encoder is
        solved for again at the end.
    real_information_weight : float, default=0.3
        λ_R of E_x H(E(x)) + KL(E_x E(x) ‖ p(c)) over real sequences, for the encoder.
        It lets unlabelled rows move decision boundaries; the paper has 0. With random convolutions: the
        weight of each unlabelled row, once it has a code.
    supervised_weight : float, default=1.0
        λ_S of the cross-entropy on labelled rows, for the encoder. With random convolutions: the weight of
        each labelled row.
    nuisance_weight : float, default=5000.0
        λ_N, with random convolutions: how strongly to discount feature directions that change when a sequence
        is slightly warped, cropped, resized, mixed or shifted. 0 discounts none.
    center_groups : {"auto"} or bool, default="auto"
        If `fit` is given groups: whether the sequences of each person are shifted to a common mean. A group
        of n is moved n / (n + 10) of the way. True: always. "auto": unless that makes the given labels less
        likely, each predicted by the fit to the others. That happens if persons do different classes, because
        their means then distinguish the classes. See also `predict_proba`.
    point_dims : {"auto", 2, 3, None}, default="auto"
        Coordinates per point, if the channels are positions of points, such as joints. The encoder then also
        uses distances and angles between points, which do not change under rotation; with random convolutions
        only. Channels must be joint by joint, or named "..._x", "..._y" (and "..._z"). "auto": 3, or 2 if
        they have such names, if there are at least five points and most keep their distance from another one,
        as the two ends of a bone do. Set 2 for 2-D poses without names. None: never.
    max_rows : int, default=6000
        With random convolutions: largest number of sequences that the encoder is solved on, as in
        `SemiSupervisedRocketClassifier`.
    n_rounds : int, default=8
        With random convolutions: rounds in which a growing share of the unlabelled rows, up to nine in ten,
        gets a code.
    n_critic : int, default=1
        Critic updates per step.
    learning_rate : float, default=1e-3
        Learning rate of the three Adam optimisers.
    betas : tuple of two floats, default=(0.0, 0.9)
        Adam's decay rates.
    batch_size : int, default=32
        Number of real and of generated sequences in an adversarial step.
    reconstruction_steps : int, default=1000
        Steps of a stage before the adversarial one, in which the generator is the decoder of a variational
        autoencoder: q(z | x, c) looks at a sequence, and G(c, z) reconstructs it. Codes are the labels and,
        with random convolutions, the encoder's codes for the other rows. `sample` then draws the noise around
        the latents of training sequences, of which the model holds one per row. The adversarial stage goes on
        reconstructing, in addition to its own loss. With `max_steps` 0 there is only this stage, a VAE; 0
        skips it. A later fit with `warm_start` does not repeat it.
    max_steps : int, default=50
        Adversarial steps; with `warm_start`, further ones. With random convolutions predictions do not depend
        on them (unless `encoder_information_weight` is above 0). With trunk "conv" the encoder learns in them
        as well, and needs about 600.
    on_divergence : {"raise", "warn"}, default="raise"
        What happens when a loss or weight is no longer finite, or the critic gap exceeds 10,000: a
        DivergenceError, or a ConvergenceWarning and a return to the last good weights (the encoder is then
        not solved for again with `encoder_information_weight`).
    early_stopping : bool, default=False
        Whether to hold out the labels of some labelled rows to judge training. Their accuracy is computed at
        each row of the history of the adversarial stage; the stage ends when it stops growing, and the
        weights with the best accuracy are kept. The rows are still used, without their labels. With random
        convolutions predictions do not depend on the steps, and this has no effect.
    validation_fraction : float, default=0.1
        The share of labelled rows that is held out, of each class in proportion.
    n_iter_no_change : int, default=10
        The stage ends after this many rows of the history, of ten steps each, without a better accuracy.
    checkpoint : str or path, default=None
        File for the whole state of training; it is complete at any time. If the process ends, call the same
        `fit` again (same parameters, data and labels, in another process if need be). It continues from the
        file, and its result is bit-identical to that of an uninterrupted fit, on the same machine with the
        same number of threads. A finished fit removes the file. The closed form is solved before the first
        step, and is not repeated.
    checkpoint_every : int, default=50
        Steps between two checkpoints, rounded up to tens. There is also one at the end of each stage, and one
        at Ctrl-C.
    class_weight : "balanced", dict of class -> float, or None, default=None
        Factor for the labels of each class and, with random convolutions, for the unlabelled rows that get
        its code; how many get it still depends on p(c). "balanced": inversely proportional to the number of
        labels of each class. Classes that a dictionary does not name get 1.
    representation : {"code", "latent", "features"}, default="code"
        What `transform` gives. "code": the posterior of the codes and the means of the continuous ones.
        "latent": the same and the noise that the sequence is made of (after a reconstruction stage;
        `inverse_transform` inverts it). "features": the encoder's last hidden layer (with random
        convolutions: the first `hidden_units` principal components).
    unlabeled : int, float, str or None, default=-1
        The marker in y for "no label". NaN and None count as such, too. None: every entry of y is a class.
    warm_start : bool, default=False
        Whether `fit` continues with the weights, optimisers and random stream of the last fit. Scaling,
        classes and codes stay those of the first fit; the priors are fitted to the new sequences and labels.
    callbacks : list of callables, default=None
        Each is called with every row of ``history_``; one that returns True ends
        training.
    device : str, default="auto"
        "auto" (a CUDA GPU if there is one), "cpu", "cuda", "cuda:1", ...
    random_state : int, RandomState instance or None, default=None
        With the same seed, device and number of threads, results are bit-identical. The global generators of
        torch and numpy are not touched (except numpy's, if None).
    verbose : int, default=0
        1 reports each part of the fit and how long it took, and shows a progress bar (an occasional line if
        there is no terminal).

    Attributes
    ----------
    classes_ : ndarray of shape (K,)
        Classes, never the marker. Code k stands for ``classes_[k]``.
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.
    n_codes_ : int
        Number of codes, at least K.
    code_prior_ : ndarray of shape (`n_codes_`,)
        p(c).
    length_prior_ : ndarray of shape (l_max + 1,) or (`n_codes_`, l_max + 1)
        p(l), or p(l | c).
    scale_ : ChannelScale
        Mean of each channel, and its standard deviation (with random convolutions: that of all channels that
        seem to have the same unit).
    history_ : list of dict
        One row every ten steps with stage, step and seconds. Rows of the reconstruction stage also have
        reconstruction_loss and latent_divergence. Rows of the adversarial stage have critic_gap E[D(x)] −
        E[D(G(c, z))], generator_loss, reconstruction_loss (if there was a reconstruction stage),
        code_information and real_information (in nats, at most H(c)) and supervised_loss; with continuous
        codes also continuous_information, with a gradient penalty also penalty. Each is the mean since the
        row before; critic_gap is that of the last critic update of a step. The encoder's terms are left out
        if they have no weight or, as by default, the encoder is solved for in closed form.
    n_steps_ : int
        Number of steps, over all warm starts.
    points_ : tuple of tuples of int
        Channels of each point; empty if there are none.
    centers_groups_ : bool
        Whether the sequences of each person were shifted to a common mean.
    transduction_ : ndarray of shape (n,)
        Label of each training row: the given one, or the prediction.
    weights_ : dict of ndarray
        Weights that predict, by their names in the networks.

    See Also
    --------
    SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.
    SemiSupervisedBiGANClassifier :
        Classifier whose encoder inverts the generator, giving the code and noise of every sequence.
    sklearn_seqgan.metrics.generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    References
    ----------
    Mirchev & Ahmadi (2018), Classification of sparsely labeled spatio-temporal data
    through semi-supervised adversarial learning. arXiv:1801.08712

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan import SemiSupervisedInfoGANClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, random_state=0)
    >>> y_partial = np.where(np.arange(len(y)) % 10 == 0, y, -1)
    >>> clf = SemiSupervisedInfoGANClassifier(reconstruction_steps=50, max_steps=5, random_state=0)
    >>> clf.fit(X, y_partial).predict(X).shape
    (60,)
    >>> X_new, y_new = clf.sample(4, y=2)
    >>> y_new
    array([2, 2, 2, 2])
    """

    _parameter_constraints: dict = {
        **AdversarialClassifierMixin._parameter_constraints,
        **GroupedFitMixin._parameter_constraints,
        **PointsMixin._parameter_constraints,
        "n_continuous_codes": [Interval(numbers.Integral, 0, None, closed="left")],
        "trunk": [StrOptions(set(INFOGANS))],
        "representation": [StrOptions({"code", "latent", "features"})],
        "critic": [StrOptions({"sequence", "trunk"})],
        "share_trunk": ["boolean"],
        "information_weight": [Interval(numbers.Real, 0, None, closed="left")],
        "encoder_information_weight": [Interval(numbers.Real, 0, None, closed="left")],
        "nuisance_weight": [Interval(numbers.Real, 0, None, closed="left")],
        "max_rows": [Interval(numbers.Integral, 1, None, closed="left")],
        "n_rounds": [Interval(numbers.Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        *,
        generator: str = "autoregressive",
        generator_units: int = 192,
        generator_layers: int = 1,
        time_input: bool = True,
        initial_state: bool = True,
        noise_dim: int = 32,
        noise_prior: str = "normal",
        n_codes: int | None = None,
        n_continuous_codes: int = 0,
        code_prior: str | ArrayLike = "empirical",
        length_prior: str = "empirical-by-class",
        trunk: str = "random-convolution",
        filters: int = 64,
        kernel_size: int = 5,
        n_conv_layers: int = 2,
        hidden_units: int = 64,
        share_trunk: bool = False,
        critic: str = "sequence",
        loss: str = "wasserstein",
        lipschitz: str = "spectral-norm",
        penalty_weight: float = 10.0,
        clip_bound: float = 0.01,
        information_weight: float = 0.0,
        encoder_information_weight: float = 0.0,
        real_information_weight: float = 0.3,
        supervised_weight: float = 1.0,
        nuisance_weight: float = 5000.0,
        center_groups: bool | str = "auto",
        point_dims: int | str | None = "auto",
        max_rows: int = 6000,
        n_rounds: int = 8,
        n_critic: int = 1,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.0, 0.9),
        batch_size: int = 32,
        reconstruction_steps: int = 1000,
        max_steps: int = 50,
        on_divergence: str = "raise",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        checkpoint: FilePath | None = None,
        checkpoint_every: int = 50,
        class_weight: str | Mapping[Any, float] | None = None,
        representation: str = "code",
        unlabeled: Marker = -1,
        warm_start: bool = False,
        callbacks: Sequence[Callable[[dict[str, Any]], object]] | None = None,
        device: str | torch.device = "auto",
        random_state: RandomStateLike = None,
        verbose: int = 0,
    ) -> None:
        self.generator = generator
        self.generator_units = generator_units
        self.generator_layers = generator_layers
        self.time_input = time_input
        self.initial_state = initial_state
        self.noise_dim = noise_dim
        self.noise_prior = noise_prior
        self.n_codes = n_codes
        self.n_continuous_codes = n_continuous_codes
        self.code_prior = code_prior
        self.length_prior = length_prior
        self.trunk = trunk
        self.filters = filters
        self.kernel_size = kernel_size
        self.n_conv_layers = n_conv_layers
        self.hidden_units = hidden_units
        self.share_trunk = share_trunk
        self.critic = critic
        self.loss = loss
        self.lipschitz = lipschitz
        self.penalty_weight = penalty_weight
        self.clip_bound = clip_bound
        self.information_weight = information_weight
        self.encoder_information_weight = encoder_information_weight
        self.real_information_weight = real_information_weight
        self.supervised_weight = supervised_weight
        self.nuisance_weight = nuisance_weight
        self.center_groups = center_groups
        self.point_dims = point_dims
        self.max_rows = max_rows
        self.n_rounds = n_rounds
        self.n_critic = n_critic
        self.learning_rate = learning_rate
        self.betas = betas
        self.batch_size = batch_size
        self.reconstruction_steps = reconstruction_steps
        self.max_steps = max_steps
        self.on_divergence = on_divergence
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.checkpoint = checkpoint
        self.checkpoint_every = checkpoint_every
        self.class_weight = class_weight
        self.representation = representation
        self.unlabeled = unlabeled
        self.warm_start = warm_start
        self.callbacks = callbacks
        self.device = device
        self.random_state = random_state
        self.verbose = verbose

    @classmethod
    def paper(cls, **overrides: Any) -> Self:
        """The configuration of Mirchev & Ahmadi (2018), Table 1.

        Autoregressive GRU generator of 64 units, two convolutions of 64 filters and
        kernel 5 shared by critic and encoder, 64 dense units, 64-dimensional uniform
        noise, uniform code, Adam at 1e-4, and no loss on unlabelled real sequences but the critic's
        (`real_information_weight` 0). The paper does not give batch size, steps, n_critic, loss weights or
        Adam's betas. We chose batch 64, 1,000 steps, one critic step, λ_I = λ_E = 1, λ_S = 100 and betas
        (0.5, 0.9) on four small data sets (docs/design.md).

        Parameters
        ----------
        **overrides : parameters of the constructor
            They override those of the paper.

        Returns
        -------
        SemiSupervisedInfoGANClassifier
        """
        published = {
            "generator": "autoregressive",
            "generator_units": 64,
            "generator_layers": 1,
            "time_input": False,
            "initial_state": False,
            "noise_dim": 64,
            "noise_prior": "uniform",
            "code_prior": "uniform",
            "length_prior": "beta",
            "trunk": "conv",
            "filters": 64,
            "kernel_size": 5,
            "n_conv_layers": 2,
            "hidden_units": 64,
            "share_trunk": True,
            "critic": "trunk",
            "loss": "wasserstein",
            "lipschitz": "spectral-norm",
            "encoder_information_weight": overrides.get("information_weight", 1.0),
            "real_information_weight": 0.0,
            "reconstruction_steps": 0,
            "learning_rate": 1e-4,
        }
        chosen = {
            "information_weight": 1.0,
            "supervised_weight": 100.0,
            "n_critic": 1,
            "betas": (0.5, 0.9),
            "batch_size": 64,
            "max_steps": 1000,
        }
        return cls(**(published | chosen | overrides))

    _file_kinds = {
        **NetworkFileMixin._file_kinds,
        **{System.Architecture.__name__: System.Architecture for System in INFOGANS.values()},
        "Design": Design,
        "Block": Block,
    }

    @property
    def _system(self):
        return INFOGANS[self.trunk]

    @property
    def _fitted_system(self):
        return INFOGANS[self._architecture.trunk]

    @property
    def _knows_groups(self):
        return "center_groups" in self._system.reads()

    @property
    def _looks_at_points(self):
        return "points" in self._system.reads()

    @property
    def _n_features_out(self):
        a = self._architecture
        return {
            "code": a.n_codes + a.n_continuous_codes,
            "latent": self._latent_width,
            "features": a.hidden_units,
        }[self.representation]

    def _fit(self, X, y, groups=None, sample_weight=None):
        if groups is not None and not self._knows_groups:
            warn(f"trunk={self.trunk!r} does not read groups: they have no effect.")
            groups = None
        return super()._fit(X, y, groups, sample_weight)

    def _latent(self, X):
        if self.representation == "latent":
            self._check_has_latents()
            return np.hstack(self._codes_and_noise(X))
        if self.representation == "code" and self._learnt_axes:
            return self._codes_and_coordinates(X)
        return super()._latent(X)

    def _codes_and_coordinates(self, X):
        """The posterior of the codes, and the position of each sequence along the axes of the noise."""
        codes, noise = self._codes_and_noise(X)
        likeliest = torch.from_numpy(codes.argmax(axis=1))
        prior = self._fitted_priors().latents
        found = prior.coordinates(torch.from_numpy(noise).to(prior.axes.dtype), likeliest)
        return np.hstack([codes, found.numpy()])

    @property
    def _learnt_axes(self):
        a = self._architecture
        return a.n_continuous_codes - a.n_learnt_codes

    def _check_has_latents(self):
        if self._architecture.reconstruction_steps == 0:
            raise ValueError(
                "The classifier was fitted without a reconstruction stage: set reconstruction_steps."
            )

    def _check_parameters(self):
        super()._check_parameters()
        if self.max_steps == 0 and self._system.learns_in:
            raise ValueError(
                f"max_steps=0 trains nothing with trunk={self.trunk!r}; it must be at least 1 there."
            )
        if self.n_continuous_codes and not self.reconstruction_steps and not self.information_weight:
            raise ValueError(
                "n_continuous_codes without a reconstruction stage are learnt by information_weight alone: "
                "set it above 0, or set reconstruction_steps."
            )
        if self.representation == "latent" and self.reconstruction_steps == 0:
            raise ValueError(
                "representation='latent' needs a reconstruction stage: set reconstruction_steps."
            )
        if self.reconstruction_steps and self.n_continuous_codes > self.noise_dim:
            raise ValueError(
                f"n_continuous_codes={self.n_continuous_codes} is more than noise_dim={self.noise_dim}: "
                "after a reconstruction stage continuous codes are axes of the noise."
            )
        if unread := self._unread_parameters():
            warn(f"trunk={self.trunk!r} does not read {', '.join(unread)}: what is set there has no effect.")

    def _unread_parameters(self):
        """Names of parameters that are set but used only by other trunks."""
        read = set().union(*(system.reads() for system in INFOGANS.values()))
        parameters = inspect.signature(type(self).__init__).parameters
        others = read & set(parameters) - self._system.reads()
        return sorted(name for name in others if getattr(self, name) != parameters[name].default)
