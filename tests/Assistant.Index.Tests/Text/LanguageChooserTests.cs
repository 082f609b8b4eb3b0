using Assistant.Index.Text;

namespace Assistant.Index.Tests.Text;

public sealed class LanguageChooserTests
{
    [Theory]
    [InlineData(Language.English, "The rules are evaluated every minute and alerts are sent to the receiver.")]
    [InlineData(Language.German, "Die Regeln werden jede Minute geprüft und die Meldungen an den Empfänger gesendet.")]
    [InlineData(Language.French, "Les règles sont évaluées chaque minute et les alertes sont envoyées au destinataire par le serveur.")]
    [InlineData(Language.Spanish, "Las reglas se evalúan cada minuto y las alertas se envían al destinatario por el servidor.")]
    [InlineData(Language.Italian, "Le regole sono valutate ogni minuto e gli avvisi sono inviati al destinatario dal server.")]
    [InlineData(Language.Portuguese, "As regras são avaliadas a cada minuto e os alertas não são enviados ao destinatário pelo servidor.")]
    [InlineData(Language.Russian, "Правила проверяются каждую минуту, и оповещения не отправляются на сервер, если он уже закрыт.")]
    [InlineData(Language.English, "x = compute(alpha, beta)")]
    [InlineData(Language.English, "")]
    public void Function_words_tell_the_language(Language language, string text) =>
        Assert.Equal(language, new LanguageChooser([.. Enum.GetValues<Language>().Skip(1)]).Choose(text));
}
