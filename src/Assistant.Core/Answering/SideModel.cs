using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>The language model for what stands beside answers, where it is strong enough. Safe from many threads.</summary>
/// <param name="chat">The model; null for none.</param>
/// <param name="otherwise">Tokens that it sees at once, where it does not say so itself.</param>
internal sealed class SideModel(IChatClient? chat, int otherwise)
{
    /// <summary>Tokens of context up to which a model counts as small.</summary>
    public const int SmallContext = 4_096;

    /// <summary>Tokens that the model sees at once.</summary>
    public ValueTask<int> ContextAsync(CancellationToken cancellationToken) => ContextAsync(chat, otherwise, cancellationToken);

    /// <summary>The model, if it is to write this; null where rules do.</summary>
    public async ValueTask<IChatClient?> ForAsync(WrittenBy mode, CancellationToken cancellationToken) => mode switch
    {
        WrittenBy.Rules => null,
        WrittenBy.Model => chat,
        _ => await ContextAsync(cancellationToken).ConfigureAwait(false) > SmallContext ? chat : null,
    };

    /// <summary>Tokens that a model sees at once.</summary>
    /// <param name="chat">The model; null for none.</param>
    /// <param name="otherwise">What holds where it does not say so itself.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async ValueTask<int> ContextAsync(IChatClient? chat, int otherwise, CancellationToken cancellationToken)
    {
        if (chat?.GetService(typeof(IContextWindow)) is not IContextWindow window)
            return otherwise;
        try
        {
            return await window.ReadTokensAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChatModelException)
        {
            // A model that cannot be loaded says so again when it is asked, where quotations take over.
            return otherwise;
        }
    }
}
