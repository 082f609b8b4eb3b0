using System.Collections.Frozen;

namespace Assistant.Index.Text;

/// <summary>Function words by language. They are indexed like other words; queries may weigh them less, and they tell languages apart.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string>[] Sets =
    [
        FrozenSet<string>.Empty,
        Set("""
            a about above after again against all also although am among an and any are as at be because been before being below between both but by can could did do
            does doing down during each few for from further had has have having he her here hers herself him himself his how however i if in into is it its itself may me
            might more most must my myself no nor not now of off on once only or other our ours ourselves out over own same shall she should so some such than that
            the their theirs them themselves then there these they this those through to too under until up upon us very was we were what when where which while who whom
            whose why will with would you your yours yourself yourselves don't doesn't isn't aren't can't it's what's that's i'm
            another cannot either else enough etc even ever every except given hence indeed instead many much neither never none often onto others otherwise perhaps quite
            rather really several since somehow sometimes still thereby therefore thus together toward towards usually various via whatever whenever whereas whereby
            wherein wherever whether whichever within without yet
            """),
        Set("""
            aber alle allem allen aller alles als also am an auch auf aus bei bin bis bist da damit dann das dass daß dein deine dem den denn der des dich die dies diese diesem
            diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es euer für hat hatte hatten hier ihm ihn ihnen ihr ihre im in ist ja jede
            jeder kann kein keine können man mein mich mir mit muss nach nicht noch nur ob oder ohne sehr sein seine sich sie sind so über um und uns unser unter vom
            von vor war waren was wenn werden wer wie wird wir wo zu zum zur zwischen
            """),
        Set("""
            à ai aie ainsi alors au aux avait avec avoir c'est ce ces cet cette ceux comme d'un d'une dans de des donc dont du elle elles en entre est et être eu fait il ils
            je l'on la le les leur leurs lui mais me même mes moi mon n'est ne ni nos notre nous on ont ou où par pas peut plus pour qu'il que qui quoi sa sans se ses si
            son sont sous sur ta te tes toi ton tout très tu un une vos votre vous y été étaient était
            """),
        Set("""
            a al algo algunos ante antes como con contra cual cuando de del desde donde durante e el él ella ellas ellos en entre era es esa ese eso esta está están este esto
            estos fue ha hay la las le les lo los más me mi mis mucho muy nada ni no nos nosotros o os otra otro para pero poco por porque qué que quien se según
            ser si sí sin sobre son su sus también tan tanto te tiene todo todos tu tus un una uno unos y ya yo
            """),
        Set("""
            a ad agli ai al alla alle allo anche avere c'è che chi ci come con cosa cui da dagli dai dal dalla dalle degli dei del della delle dello di dove e è ed era essere
            fra gli ha hanno i il in io la le lei li lo loro lui ma me mi mia mio molto ne negli nei nel nella nelle nello noi non nostro o ogni per perché più quale quando
            quella quello questa questo se sei si sia sono sua sue sul sulla suo tra tu tutti tutto un una uno vi voi
            """),
        Set("""
            a à ao aos as às até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era essa esse esta está estão este eu foi há isso isto já lhe
            lhes mais mas me mesmo meu minha muito na não nas nem no nos nós num numa o os ou para pela pelas pelo pelos por porque qual quando que quem são se sem ser seu seus
            só sua suas também te tem têm ter todo todos tu um uma uns você vocês
            """),
        Set("""
            а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её если есть еще ещё же за здесь и из или им их к как
            какая какой ко когда кто ли либо мне может можно мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от очень по под при с со так также
            такой там те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы чье чья эта эти это этот я
            """),
    ];

    /// <summary>Languages with a list: those of <see cref="Language"/>.</summary>
    public static int LanguageCount => Sets.Length;

    /// <summary>Whether a lower-case word, accents kept, is a stop word of a language.</summary>
    public static bool Contains(Language language, ReadOnlySpan<char> word) => Sets[(int)language].GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>Whether a word as written is a stop word of any of the languages.</summary>
    public static bool ContainsAny(ReadOnlySpan<Language> languages, ReadOnlySpan<char> word)
    {
        const int Longest = 16;
        if (word.Length > Longest)
            return false;
        Span<char> lower = stackalloc char[Longest];
        var n = CharFolding.Lower(word, lower);
        foreach (var language in languages)
        {
            if (Contains(language, lower[..n]))
                return true;
        }

        return false;
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
}
