"""Semi-supervised BiGAN and ALI as scikit-learn classifiers."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin

from sklearn_seqgan._compat import StrOptions
from sklearn_seqgan.estimators._adversarial import AdversarialClassifierMixin
from sklearn_seqgan.estimators._files import NetworkFileMixin
from sklearn_seqgan.estimators._latents import LatentMixin
from sklearn_seqgan.estimators._sampling import SamplingMixin
from sklearn_seqgan.systems.bigan import ENCODERS, BiGAN
from sklearn_seqgan.typing import ArrayLike, FilePath, Marker, RandomStateLike

__all__ = ["SemiSupervisedBiGANClassifier"]


class SemiSupervisedBiGANClassifier(
    ClassNamePrefixFeaturesOutMixin,
    AdversarialClassifierMixin,
    SamplingMixin,
    LatentMixin,
    ClassifierMixin,
    BaseEstimator,
):
    """Classifier whose encoder inverts the generator, giving the code and noise of every sequence.

    The critic judges pairs of a sequence and a latent: generated sequences with the latents that they were
    generated from, real ones with the latents that the encoder gives. Encoder and generator are both its
    opponents, so at the optimum each inverts the other (Mirchev & Ahmadi 2018, eq. 5). A cross-entropy on the
    labelled rows ties the encoder's code to the classes.

    Parameters
    ----------
    encoder : {"deterministic", "stochastic"}, default="deterministic"
        One latent per sequence (BiGAN), or a Gaussian for its noise (ALI).
    generator : {"autoregressive", "recurrent"}, default="autoregressive"
        As in `SemiSupervisedInfoGANClassifier`, like everything that is not described here.
    generator_units : int, default=192
        Size of each layer of the GRU.
    generator_layers : int, default=1
        Number of layers of the GRU.
    time_input : bool, default=True
        Whether the generator knows the time.
    initial_state : bool, default=True
        Whether the latent gives the generator's first state.
    noise_dim : int, default=64
        Dimensions of the noise z; the encoder gives all of them.
    noise_prior : {"normal", "uniform"}, default="normal"
        z ~ N(0, 1) or U[0, 1]; for the latter, a sigmoid squashes the encoder's noise. After a reconstruction
        stage, which needs "normal", z is drawn around the latents of training sequences.
    n_codes : int, default=None
        None: one for each class.
    code_prior : {"empirical", "smoothed", "uniform"} or array-like of shape (n_codes,), \
default="empirical"
    length_prior : {"beta", "empirical", "beta-by-class", "empirical-by-class"}, \
default="empirical-by-class"
    filters : int, default=64
        Filters of each convolution of the critic's trunk and of the encoder's.
    kernel_size : int, default=5
        Steps that one of these filters covers.
    n_conv_layers : int, default=2
        Convolutions in each trunk.
    hidden_units : int, default=64
        Units of each dense layer of critic and encoder.
    loss : {"wasserstein", "jensen-shannon", "hinge"}, default="wasserstein"
    lipschitz : {"gradient-penalty", "spectral-norm", "weight-clipping", "none"}, default="gradient-penalty"
        A critic under spectral norm is too flat to tell which latent belongs to a sequence
        (docs/design.md).
    penalty_weight : float, default=10.0
        Weight of the gradient penalty.
    clip_bound : float, default=0.01
        Largest absolute weight of the critic with "weight-clipping".
    real_information_weight : float, default=0.0
        λ_R of E_x H(E(x)) + KL(E_x E(x) ‖ p(c)) over real sequences, for the encoder.
    supervised_weight : float, default=1.0
        λ_S of the cross-entropy on labelled rows, for the encoder.
    n_critic : int, default=1
        Critic updates per step.
    learning_rate : float, default=1e-3
        Learning rate of the Adam optimisers.
    betas : tuple of two floats, default=(0.5, 0.9)
        Adam's decay rates.
    batch_size : int, default=32
        Sequences per step.
    reconstruction_steps : int, default=1000
        Steps of a stage before the adversarial one, in which encoder and generator are a variational
        autoencoder of all sequences, in addition to the encoder's terms on real ones. The adversarial stage
        goes on reconstructing. 0: none.
    max_steps : int, default=50
        Adversarial steps; with `warm_start`, further ones.
    on_divergence : {"raise", "warn"}, default="raise"
    early_stopping : bool, default=False
        Whether to hold out labelled rows, and keep the weights that predict them best.
    validation_fraction : float, default=0.1
        Share of labelled rows that is held out.
    n_iter_no_change : int, default=10
        Training ends after this many rows of the history without a better accuracy.
    checkpoint : str or path, default=None
        File from which an interrupted fit continues.
    checkpoint_every : int, default=50
        Steps between two checkpoints.
    class_weight : "balanced", dict of class -> float, or None, default=None
        Factor for the labels of each class. "balanced": inversely proportional to the number of labels of
        each class. Classes that a dictionary does not name get 1.
    representation : {"code", "latent", "features"}, default="code"
        What `transform` gives: the posterior of the codes, the posterior and the noise, or the encoder's last
        hidden layer.
    unlabeled : int, float, str or None, default=-1
        The marker in y for "no label". NaN and None count as such, too.
    warm_start : bool, default=False
        Whether `fit` continues with the weights of the last fit.
    callbacks : list of callables, default=None
        Each is called with every row of the history; returning True ends training.
    device : str, default="auto"
        "auto" (a CUDA GPU if there is one), "cpu", "cuda", ...
    random_state : int, RandomState instance or None, default=None
        With the same seed, device and number of threads, results are bit-identical.
    verbose : int, default=0
        1 reports each part of the fit and shows a progress bar.

    Attributes
    ----------
    classes_ : ndarray of shape (K,)
        Classes, never the marker. Code k stands for ``classes_[k]``.
    n_features_in_, n_channels_, n_codes_, n_steps_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.
    code_prior_ : ndarray of shape (`n_codes_`,)
    length_prior_ : ndarray of shape (l_max + 1,) or (`n_codes_`, l_max + 1)
    scale_ : ChannelScale
    history_ : list of dict
        One row every ten steps with stage, step and seconds. Rows of the reconstruction stage also have
        reconstruction_loss and latent_divergence; those of the adversarial stage have critic_gap E[D(x,
        E(x))] − E[D(G(v), v)], generator_loss, encoder_loss and, if they have a weight, supervised_loss,
        penalty and real_information. Each is the mean since the row before.
    transduction_ : ndarray of shape (n,)
        Label of each training row: the given one, or the prediction.
    weights_ : dict of ndarray
        Weights that predict, by their names in the networks.

    See Also
    --------
    SemiSupervisedInfoGANClassifier :
        Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.
    SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    References
    ----------
    Donahue, Krähenbühl & Darrell (2016), Adversarial feature learning. arXiv:1605.09782
    Dumoulin et al. (2016), Adversarially learned inference. arXiv:1606.00704
    Mirchev & Ahmadi (2018), section 4.2. arXiv:1801.08712

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan import SemiSupervisedBiGANClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=10, random_state=0)
    >>> y_partial = np.where(np.arange(len(y)) % 10 < 3, y, -1)
    >>> clf = SemiSupervisedBiGANClassifier(reconstruction_steps=50, max_steps=5, random_state=0)
    >>> X_again = clf.fit(X, y_partial).reconstruct(X)
    >>> [len(x) for x in X_again] == [len(x) for x in X]
    True
    """

    _system = _fitted_system = BiGAN

    _file_kinds = {**NetworkFileMixin._file_kinds, BiGAN.Architecture.__name__: BiGAN.Architecture}

    _parameter_constraints: dict = {
        **AdversarialClassifierMixin._parameter_constraints,
        "encoder": [StrOptions(set(ENCODERS))],
        "representation": [StrOptions({"code", "latent", "features"})],
    }

    def __init__(
        self,
        *,
        encoder: str = "deterministic",
        generator: str = "autoregressive",
        generator_units: int = 192,
        generator_layers: int = 1,
        time_input: bool = True,
        initial_state: bool = True,
        noise_dim: int = 64,
        noise_prior: str = "normal",
        n_codes: int | None = None,
        code_prior: str | ArrayLike = "empirical",
        length_prior: str = "empirical-by-class",
        filters: int = 64,
        kernel_size: int = 5,
        n_conv_layers: int = 2,
        hidden_units: int = 64,
        loss: str = "wasserstein",
        lipschitz: str = "gradient-penalty",
        penalty_weight: float = 10.0,
        clip_bound: float = 0.01,
        real_information_weight: float = 0.0,
        supervised_weight: float = 1.0,
        n_critic: int = 1,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.5, 0.9),
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
        self.encoder = encoder
        self.generator = generator
        self.generator_units = generator_units
        self.generator_layers = generator_layers
        self.time_input = time_input
        self.initial_state = initial_state
        self.noise_dim = noise_dim
        self.noise_prior = noise_prior
        self.n_codes = n_codes
        self.code_prior = code_prior
        self.length_prior = length_prior
        self.filters = filters
        self.kernel_size = kernel_size
        self.n_conv_layers = n_conv_layers
        self.hidden_units = hidden_units
        self.loss = loss
        self.lipschitz = lipschitz
        self.penalty_weight = penalty_weight
        self.clip_bound = clip_bound
        self.real_information_weight = real_information_weight
        self.supervised_weight = supervised_weight
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

    def _check_parameters(self):
        super()._check_parameters()
        if self.reconstruction_steps and self.noise_prior != "normal":
            raise ValueError("reconstruction_steps needs noise_prior='normal'; or set it to 0.")
        if self.reconstruction_steps == self.max_steps == 0:
            raise ValueError("reconstruction_steps=0 and max_steps=0 train nothing; one must be at least 1.")

    def _latent(self, X):
        if self.representation != "latent":
            return super()._latent(X)
        return np.hstack(self._codes_and_noise(X))

    @property
    def _n_features_out(self):
        a = self._architecture
        return {
            "code": a.n_codes,
            "latent": self._latent_width,
            "features": a.hidden_units,
        }[self.representation]
